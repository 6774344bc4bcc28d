-- What the ledger needs to know for ever: that somebody of this kind, at this school, borrowed.
create table borrower (
  id uuid not null constraint pk_borrower primary key,
  organisation_id uuid not null constraint fk_borrower_organisation references organisation (id),
  kind text not null constraint ck_borrower_kind check (kind in ('pupil', 'family', 'teacher', 'foster_care', 'support_notified', 'staff')),
  school_id uuid constraint fk_borrower_school references school (id),
  class_name text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null
);
create index ix_borrower_organisation on borrower (organisation_id, id);
create index ix_borrower_school on borrower (school_id, id);

-- Who it was: rows of their own, so that a person can be forgotten and the history kept.
create table person (
  borrower_id uuid not null constraint pk_person primary key constraint fk_person_borrower references borrower (id),
  organisation_id uuid not null constraint fk_person_organisation references organisation (id),
  last_name text not null,
  first_name text not null,
  birth_date date,
  external_id text
);
create unique index ux_person_external_id on person (organisation_id, external_id) where external_id is not null;

-- Parents may live apart: two guardians, each with an address and a contact.
create table guardian (
  borrower_id uuid not null constraint fk_guardian_borrower references borrower (id),
  position integer not null constraint ck_guardian_position check (position in (1, 2)),
  last_name text not null,
  first_name text,
  email text,
  phone text,
  address text,
  constraint pk_guardian primary key (borrower_id, position)
);

-- The words of a name without accents and case, so that a search is an index range and not a scan.
create table person_word (
  organisation_id uuid not null,
  word text not null,
  borrower_id uuid not null constraint fk_person_word_borrower references borrower (id),
  constraint pk_person_word primary key (organisation_id, word, borrower_id)
);
create index ix_person_word_borrower on person_word (borrower_id);
