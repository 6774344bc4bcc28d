-- What an organisation sets for a kind of loan; a kind without a row follows the defaults of the service.
create table lending_rule (
  organisation_id uuid not null constraint fk_lending_rule_organisation references organisation (id),
  loan_kind text not null,
  due text not null constraint ck_lending_rule_due check (due in ('school_year_end', 'cycle_end', 'days', 'open')),
  days integer,
  max_main_devices integer not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint pk_lending_rule primary key (organisation_id, loan_kind)
);

-- A loan is a list of facts. Status, overdue and availability are derived; rows are never moved or deleted.
create table loan (
  id uuid not null constraint pk_loan primary key,
  organisation_id uuid not null constraint fk_loan_organisation references organisation (id),
  device_id uuid not null constraint fk_loan_device references device (id),
  borrower_id uuid not null constraint fk_loan_borrower references borrower (id),
  school_id uuid constraint fk_loan_school references school (id),
  kind text not null constraint ck_loan_kind check (kind in ('pupil', 'family', 'teacher', 'foster_care', 'support', 'short', 'spare')),
  counts_as_main boolean not null,
  handed_over_at timestamptz not null,
  handed_over_by uuid not null,
  due_on date,             -- null: until the schooling, the post or the placement ends
  due_rule text not null,  -- the rule as it stood on the day: a later change never touches a running loan
  ended_at timestamptz,    -- null: open
  outcome text constraint ck_loan_outcome check (outcome in ('returned', 'lost', 'stolen', 'transferred', 'converted_to_donation', 'cancelled')),
  returned_at timestamptz,
  returned_by uuid,
  returned_school_id uuid constraint fk_loan_returned_school references school (id),
  return_grade text constraint ck_loan_return_grade check (return_grade in ('A', 'B', 'C', 'D', 'X')),
  police_report text,
  spare_for_loan_id uuid constraint fk_loan_spare references loan (id),
  note text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ck_loan_end check ((ended_at is null) = (outcome is null)),
  constraint ck_loan_due check (due_on is null or due_on >= '2000-01-01')
);
-- One open loan per device, whatever the load: the guard of last resort behind the guarded move of the device.
create unique index ux_loan_open_device on loan (device_id) where ended_at is null;
create index ix_loan_open_borrower on loan (borrower_id, id) where ended_at is null;
create index ix_loan_due on loan (organisation_id, due_on, id) where ended_at is null;
create index ix_loan_organisation on loan (organisation_id, id);
create index ix_loan_open on loan (organisation_id, id) where ended_at is null;
create index ix_loan_school on loan (school_id, id);
create index ix_loan_borrower on loan (borrower_id, id);
create index ix_loan_device on loan (device_id, id);

create table loan_accessory (
  loan_id uuid not null constraint fk_loan_accessory_loan references loan (id),
  kind text not null,
  out_quantity integer not null,
  returned_quantity integer not null,
  constraint pk_loan_accessory primary key (loan_id, kind),
  constraint ck_loan_accessory_out check (out_quantity >= 1),
  constraint ck_loan_accessory_returned check (returned_quantity >= 0)
);

-- État des lieux: what was seen when the device went out and when it came back.
create table condition_report (
  id uuid not null constraint pk_condition_report primary key,
  organisation_id uuid not null constraint fk_condition_report_organisation references organisation (id),
  device_id uuid not null constraint fk_condition_report_device references device (id),
  loan_id uuid constraint fk_condition_report_loan references loan (id),
  phase text not null constraint ck_condition_report_phase check (phase in ('hand_over', 'return')),
  grade text,
  notes text,
  reported_at timestamptz not null,
  reported_by uuid not null
);
create index ix_condition_report_loan on condition_report (loan_id);
create index ix_condition_report_device on condition_report (device_id, id);

-- What was odd at a return. Nothing is refused at the desk; somebody looks later.
create table anomaly (
  id uuid not null constraint pk_anomaly primary key,
  organisation_id uuid not null constraint fk_anomaly_organisation references organisation (id),
  device_id uuid not null constraint fk_anomaly_device references device (id),
  loan_id uuid constraint fk_anomaly_loan references loan (id),
  school_id uuid constraint fk_anomaly_school references school (id),
  code text not null,
  detail text not null,
  seen_at timestamptz not null,
  seen_by uuid not null,
  resolved_at timestamptz,
  resolved_by uuid
);
create index ix_anomaly_organisation on anomaly (organisation_id, id);
create index ix_anomaly_open on anomaly (organisation_id, id) where resolved_at is null;
