-- Who pays for what, by which rules. The rules are one JSON document with a version: what was decided is read with the rules of its day.
create table programme (
  id uuid not null constraint pk_programme primary key,
  organisation_id uuid not null constraint fk_programme_organisation references organisation (id),
  code text not null,
  code_key text not null,
  name text not null,
  legal_basis text,
  envelope_cents bigint not null constraint ck_programme_envelope check (envelope_cents >= 0),
  tax_basis text not null constraint ck_programme_tax_basis check (tax_basis in ('excl_tax', 'incl_tax', 'unstated')),
  starts_on date not null,
  ends_on date,
  rules text not null,
  rules_version integer not null,
  press_template text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_programme_code unique (organisation_id, code_key)
);
create index ix_programme_organisation on programme (organisation_id, id);

-- Every version of the rules of a programme or of a call, as they stood.
create table rule_version (
  subject_id uuid not null,
  rules_version integer not null,
  organisation_id uuid not null constraint fk_rule_version_organisation references organisation (id),
  rules text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  constraint pk_rule_version primary key (subject_id, rules_version)
);

-- The money of one funder in one wave. Closed, it gives back what it did not commit.
create table envelope (
  id uuid not null constraint pk_envelope primary key,
  organisation_id uuid not null constraint fk_envelope_organisation references organisation (id),
  programme_id uuid not null constraint fk_envelope_programme references programme (id),
  wave integer not null constraint ck_envelope_wave check (wave >= 1),
  funder text not null,
  amount_cents bigint not null constraint ck_envelope_amount check (amount_cents >= 0),
  -- The shares of its funding lines together: counted as they come, so that an award need not add up all those before it.
  committed_cents bigint not null default 0,
  reference text,
  closed_on date,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  -- The guard of last resort behind the guarded commitment: never more than the envelope holds.
  constraint ck_envelope_committed check (committed_cents >= 0 and committed_cents <= amount_cents)
);
-- One that is open: an amount that changes is a new envelope, after the old one gave back what it had left.
create unique index ux_envelope_funder on envelope (programme_id, wave, funder) where closed_on is null;
create index ix_envelope_organisation on envelope (organisation_id, id);

-- A plan's announcement, a call for projects (AAP) or for interest (AMI).
create table funding_call (
  id uuid not null constraint pk_funding_call primary key,
  organisation_id uuid not null constraint fk_funding_call_organisation references organisation (id),
  programme_id uuid not null constraint fk_funding_call_programme references programme (id),
  code text not null,
  code_key text not null,
  name text not null,
  kind text not null constraint ck_funding_call_kind check (kind in ('plan', 'call_for_projects', 'call_for_interest')),
  wave integer not null,
  opens_on date not null,
  closes_on date not null,
  -- retained_only: only the retained applications are known here, so how many were filed is not.
  filings text not null constraint ck_funding_call_filings check (filings in ('all', 'retained_only')),
  rules text not null,
  rules_version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_funding_call_code unique (organisation_id, code_key),
  constraint ck_funding_call_days check (closes_on >= opens_on)
);
create index ix_funding_call_organisation on funding_call (organisation_id, id);
create index ix_funding_call_programme on funding_call (programme_id, id);

-- state is checked against the table of an application's life by a test: the two lists must be the same.
create table application (
  id uuid not null constraint pk_application primary key,
  organisation_id uuid not null constraint fk_application_organisation references organisation (id),
  call_id uuid not null constraint fk_application_call references funding_call (id),
  number text not null,
  applicant_kind text not null constraint ck_application_applicant check (applicant_kind in ('authority', 'school')),
  applicant_name text not null,
  applicant_siret text,
  reference text,
  departement_code text,
  state text not null constraint ck_application_state check (state in (
    'draft', 'submitted', 'incomplete', 'eligible', 'ineligible', 'scored', 'recommended', 'to_arbitrate', 'waitlisted', 'awarded', 'rejected',
    'notified', 'in_execution', 'justified', 'closed', 'withdrawn')),
  content text not null, -- JSON: items, schools' facts, classes, texts, evidence
  classes integer not null,
  total_cents bigint not null constraint ck_application_total check (total_cents >= 0),
  requested_cents bigint not null constraint ck_application_requested check (requested_cents >= 0 and requested_cents <= total_cents),
  granted_cents bigint constraint ck_application_granted check (granted_cents >= 0 and granted_cents <= total_cents),
  rules_version integer not null,
  filed_at timestamptz,
  complete_by date,
  rank integer,
  arbitrated boolean not null, -- decided on by hand: a new ranking leaves it where it is
  decided_on date,
  notified_on date,
  justified_cents bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_application_number unique (organisation_id, number)
);
create index ix_application_organisation on application (organisation_id, id);
create index ix_application_call on application (call_id, state, id);

create table application_school (
  application_id uuid not null constraint fk_application_school_application references application (id),
  school_id uuid not null constraint fk_application_school_school references school (id),
  constraint pk_application_school primary key (application_id, school_id)
);
create index ix_application_school_school on application_school (school_id);

-- A commitment: money of one or more envelopes for one purpose. Orders, and the devices that come of them, name it.
create table funding_line (
  id uuid not null constraint pk_funding_line primary key,
  organisation_id uuid not null constraint fk_funding_line_organisation references organisation (id),
  programme_id uuid not null constraint fk_funding_line_programme references programme (id),
  application_id uuid constraint fk_funding_line_application references application (id),
  strand text,
  code text not null,
  code_key text not null,
  name text not null,
  amount_cents bigint not null constraint ck_funding_line_amount check (amount_cents >= 0),
  reference text,
  committed_on date not null,
  cancelled_on date,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_funding_line_code unique (organisation_id, code_key)
);
create index ix_funding_line_organisation on funding_line (organisation_id, id);
create index ix_funding_line_programme on funding_line (programme_id, id);
create index ix_funding_line_application on funding_line (application_id);

create table funding_share (
  funding_line_id uuid not null constraint fk_funding_share_line references funding_line (id),
  envelope_id uuid not null constraint fk_funding_share_envelope references envelope (id),
  amount_cents bigint not null constraint ck_funding_share_amount check (amount_cents >= 0),
  constraint pk_funding_share primary key (funding_line_id, envelope_id)
);
create index ix_funding_share_envelope on funding_share (envelope_id);

alter table purchase_line add column funding_line_id uuid constraint fk_purchase_line_funding references funding_line (id);
create index ix_purchase_line_funding on purchase_line (funding_line_id) where funding_line_id is not null;
-- Written once, when the device comes: a device keeps its funding for life.
alter table device add column funding_line_id uuid constraint fk_device_funding references funding_line (id);
create index ix_device_funding on device (funding_line_id, id) where funding_line_id is not null;

-- Décret 2024-134 of 21 February 2024, in force on 1 July 2024: the least share of reused or reconditioned goods in the year's purchases of IT and telephony.
insert into threshold (id, organisation_id, code, applies_from, value, source, created_at, created_by) values
  ('01856000-0000-7000-8000-000000000010', null, 'reuse_share_min_percent', '2024-07-01', 20, 'Loi AGEC, art. 58 ; décret n° 2024-134 du 21 février 2024', null, null),
  ('01856000-0000-7000-8000-000000000011', null, 'reuse_share_min_percent', '2027-01-01', 25, 'Loi AGEC, art. 58 ; décret n° 2024-134 du 21 février 2024', null, null),
  ('01856000-0000-7000-8000-000000000012', null, 'reuse_share_min_percent', '2030-01-01', 30, 'Loi AGEC, art. 58 ; décret n° 2024-134 du 21 février 2024', null, null);

-- A census of needs (recensement): how many persons of an audience lack what, counted by whom and when.
create table need_count (
  id uuid not null constraint pk_need_count primary key,
  organisation_id uuid not null constraint fk_need_count_organisation references organisation (id),
  programme_id uuid constraint fk_need_count_programme references programme (id),
  school_id uuid not null constraint fk_need_count_school references school (id),
  audience text not null constraint ck_need_count_audience check (audience in ('pupil', 'family', 'teacher', 'foster_care', 'support_notified', 'staff')),
  need text not null constraint ck_need_count_need check (need in ('no_device', 'shared_device', 'no_connection')),
  persons integer not null constraint ck_need_count_persons check (persons >= 0),
  counted_on date not null,
  counted_by text not null,
  created_at timestamptz not null,
  created_by uuid not null
);
create index ix_need_count_organisation on need_count (organisation_id, id);
create unique index ux_need_count_day on need_count (programme_id, school_id, audience, need, counted_on) where programme_id is not null;
create unique index ux_need_count_day_alone on need_count (school_id, audience, need, counted_on) where programme_id is null;

-- A training, or an accompaniment of families and pupils: how many came, never who.
create table training_session (
  id uuid not null constraint pk_training_session primary key,
  organisation_id uuid not null constraint fk_training_session_organisation references organisation (id),
  programme_id uuid not null constraint fk_training_session_programme references programme (id),
  application_id uuid constraint fk_training_session_application references application (id),
  school_id uuid constraint fk_training_session_school references school (id),
  operator text not null,
  theme text not null,
  audience text not null constraint ck_training_session_audience check (audience in ('teachers', 'parents', 'pupils')),
  held_on date not null,
  minutes integer not null constraint ck_training_session_minutes check (minutes > 0),
  headcount integer constraint ck_training_session_headcount check (headcount >= 0), -- null: planned
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null
);
create index ix_training_session_organisation on training_session (organisation_id, id);
create index ix_training_session_programme on training_session (programme_id, id);
create index ix_training_session_application on training_session (application_id);

-- What a school head knows of the need, and no income: whoever lacks most is served first.
alter table borrower add column declared_need text constraint ck_borrower_declared_need check (declared_need in ('no_device', 'shared_device', 'no_connection'));
