-- A class prepared as a list, and handed out line by line by several desks.
create table handout_list (
  id uuid primary key,
  organisation_id uuid not null constraint fk_handout_list_organisation references organisation (id),
  school_id uuid not null constraint fk_handout_list_school references school (id),
  name text not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  closed_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  version bigint not null
);
create index ix_handout_list_organisation on handout_list (organisation_id, id);
create index ix_handout_list_school on handout_list (school_id, id);

-- A line is given when its loan exists and was not cancelled: undoing the loan gives the line back.
create table handout_line (
  id uuid primary key,
  organisation_id uuid not null constraint fk_handout_line_organisation references organisation (id),
  list_id uuid not null constraint fk_handout_line_list references handout_list (id),
  position bigint not null,
  borrower_id uuid not null constraint fk_handout_line_borrower references borrower (id),
  device_id uuid constraint fk_handout_line_device references device (id),
  loan_id uuid constraint fk_handout_line_loan references loan (id)
);
create unique index ux_handout_line_position on handout_line (list_id, position);
create unique index ux_handout_line_borrower on handout_line (list_id, borrower_id);
-- A device is prepared for one person of a list.
create unique index ux_handout_line_device on handout_line (list_id, device_id) where device_id is not null;
create index ix_handout_line_loan on handout_line (loan_id) where loan_id is not null;
create index ix_handout_line_borrower on handout_line (borrower_id);
