-- Since when a device is in its state: the instant of the last event that moved it. The bench asks for those that wait longest.
alter table device add column state_since timestamptz;
-- Replaced under warranty: the two devices know each other.
alter table device add column replaces_device_id uuid constraint fk_device_replaces references device (id);
alter table device add column replaced_by_device_id uuid constraint fk_device_replaced_by references device (id);
update device set state_since = coalesce((select max(e.happened_at) from event e where e.device_id = device.id and e.to_state is not null), created_at);
create index ix_device_waiting on device (organisation_id, state_since, id) where state in ('returned', 'in_triage', 'in_sanitization', 'in_repair', 'in_reimaging');
create index ix_device_replaces on device (replaces_device_id) where replaces_device_id is not null;
create index ix_device_replaced_by on device (replaced_by_device_id) where replaced_by_device_id is not null;
create index ix_event_return on event (organisation_id, happened_at) where name = 'return';

-- The condition is seen at a triage too. A check cannot be widened in place on both databases: the table is written anew.
create table condition_report_wider (
  id uuid not null constraint pk_condition_report_wider primary key,
  organisation_id uuid not null constraint fk_condition_report_organisation references organisation (id),
  device_id uuid not null constraint fk_condition_report_device references device (id),
  loan_id uuid constraint fk_condition_report_loan references loan (id),
  phase text not null constraint ck_condition_report_phase check (phase in ('hand_over', 'return', 'triage')),
  grade text,
  notes text,
  reported_at timestamptz not null,
  reported_by uuid not null
);
insert into condition_report_wider (id, organisation_id, device_id, loan_id, phase, grade, notes, reported_at, reported_by)
  select id, organisation_id, device_id, loan_id, phase, grade, notes, reported_at, reported_by from condition_report;
drop table condition_report;
alter table condition_report_wider rename to condition_report;
create index ix_condition_report_loan on condition_report (loan_id);
create index ix_condition_report_device on condition_report (device_id, id);

-- Certificates of sanitisation (NIST SP 800-88), passed and failed. Never changed.
create table sanitization (
  id uuid not null constraint pk_sanitization primary key,
  organisation_id uuid not null constraint fk_sanitization_organisation references organisation (id),
  device_id uuid not null constraint fk_sanitization_device references device (id),
  method text not null,
  standard text not null constraint ck_sanitization_standard check (standard in ('nist_clear', 'nist_purge', 'nist_destroy')),
  tool text not null,
  tool_version text,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  result text not null constraint ck_sanitization_result check (result in ('pass', 'fail')),
  verification text not null constraint ck_sanitization_verification check (verification in ('none', 'sampled', 'full')),
  evidence_hash text,
  recorded_at timestamptz not null,
  operator_id uuid not null,
  constraint ck_sanitization_period check (ended_at >= started_at)
);
create index ix_sanitization_organisation on sanitization (organisation_id, id);
create index ix_sanitization_device on sanitization (device_id, id);

create table work_order (
  id uuid not null constraint pk_work_order primary key,
  organisation_id uuid not null constraint fk_work_order_organisation references organisation (id),
  device_id uuid not null constraint fk_work_order_device references device (id),
  kind text not null constraint ck_work_order_kind check (kind in ('internal', 'sent_out')),
  fault text not null,
  supplier_name text,
  warranty_claim text,
  opened_at timestamptz not null,
  opened_by uuid not null,
  finished_at timestamptz,
  finished_by uuid,
  outcome text constraint ck_work_order_outcome check (outcome in ('repaired', 'replaced', 'irreparable')),
  cost_cents bigint,
  parts text, -- JSON array of texts
  replaced_by_device_id uuid constraint fk_work_order_replaced_by references device (id),
  constraint ck_work_order_end check ((finished_at is null) = (outcome is null))
);
-- One open order per device, whatever the load.
create unique index ux_work_order_open_device on work_order (device_id) where finished_at is null;
create index ix_work_order_organisation on work_order (organisation_id, id);
create index ix_work_order_open on work_order (organisation_id, id) where finished_at is null;
create index ix_work_order_finished on work_order (organisation_id, id) where finished_at is not null;
create index ix_work_order_device on work_order (device_id, id);
