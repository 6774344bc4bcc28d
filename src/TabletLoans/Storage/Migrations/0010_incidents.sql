-- What happens to a device that should not: declared, confirmed where the law asks for a police report, decided, closed.
-- Whether it is declared, confirmed, decided or closed follows from the instants; none of it is stored twice.
create table incident (
  id uuid not null constraint pk_incident primary key,
  organisation_id uuid not null constraint fk_incident_organisation references organisation (id),
  device_id uuid not null constraint fk_incident_device references device (id),
  kind text not null constraint ck_incident_kind check (kind in ('breakdown', 'breakage', 'loss', 'theft', 'breach_of_trust')),
  school_id uuid constraint fk_incident_school references school (id), -- where it was declared: it stays that school's when the device moves on
  loan_id uuid constraint fk_incident_loan references loan (id),
  circumstances text,
  occurred_on date not null,
  police_report text,
  insurer text,
  insurer_reference text,
  spare_device_id uuid constraint fk_incident_spare references device (id),
  declared_at timestamptz not null,
  declared_by uuid not null,
  confirmed_at timestamptz,
  confirmed_by uuid,
  decision text constraint ck_incident_decision check (decision in ('repair', 'warranty', 'replace', 'retire', 'recovery', 'none')),
  decision_reason text,
  decision_reference text,
  decided_at timestamptz,
  decided_by uuid,
  outcome text constraint ck_incident_outcome check (outcome in ('repair', 'warranty', 'replace', 'retire', 'recovery', 'none', 'found', 'requalified')),
  closed_at timestamptz, -- null: open
  closed_by uuid,
  override_reason text,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ck_incident_decided check ((decided_at is null) = (decision is null)),
  constraint ck_incident_closed check ((closed_at is null) = (outcome is null)),
  constraint ck_incident_confirmed check (confirmed_at is null or police_report is not null)
);
-- One open incident per device and kind, whatever the load.
create unique index ux_incident_open on incident (device_id, kind) where closed_at is null;
create index ix_incident_organisation on incident (organisation_id, id);
create index ix_incident_open on incident (organisation_id, id) where closed_at is null;
create index ix_incident_kind on incident (organisation_id, kind, id);
create index ix_incident_school on incident (school_id, id);
create index ix_incident_device on incident (device_id, id);
create index ix_incident_loan on incident (loan_id, id) where loan_id is not null;
create index ix_event_subject on event (subject_id, sequence) where subject_id is not null;

-- What the assembly voted. Rows are never changed: the one in force at the day of an incident counts for it.
create table recovery_scale (
  id uuid not null constraint pk_recovery_scale primary key,
  organisation_id uuid not null constraint fk_recovery_scale_organisation references organisation (id),
  applies_from date not null,
  deliberation_reference text not null,
  wear_percent_per_year numeric(5, 2) not null constraint ck_recovery_scale_wear check (wear_percent_per_year >= 0 and wear_percent_per_year <= 100),
  depreciation_years integer not null constraint ck_recovery_scale_years check (depreciation_years >= 1),
  items text not null, -- JSON: kind, and cents or percents of the price
  created_at timestamptz not null,
  created_by uuid not null
);
create index ix_recovery_scale_organisation on recovery_scale (organisation_id, id);
create index ix_recovery_scale_applies on recovery_scale (organisation_id, applies_from, id);

-- What a borrower owes by a decision, and how it was computed. Issued, then settled or waived; waived after it was settled: to refund.
create table recovery (
  id uuid not null constraint pk_recovery primary key,
  organisation_id uuid not null constraint fk_recovery_organisation references organisation (id),
  incident_id uuid not null constraint fk_recovery_incident references incident (id),
  loan_id uuid not null constraint fk_recovery_loan references loan (id),
  borrower_id uuid not null constraint fk_recovery_borrower references borrower (id),
  scale_id uuid not null constraint fk_recovery_scale references recovery_scale (id),
  decision_reference text,
  lines text not null, -- JSON: kind, cents of the scale, cents after wear
  price_incl_tax_cents bigint not null,
  in_service_on date not null,
  age_months integer not null,
  items_cents bigint not null,
  residual_cents bigint not null,
  computed_cents bigint not null,
  amount_cents bigint not null,
  reduction_reason text,
  issued_on date not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  settled_on date,
  settled_at timestamptz,
  settled_by uuid,
  receipt_reference text,
  waived_on date,
  waived_at timestamptz,
  waived_by uuid,
  waive_reason text,
  updated_at timestamptz not null,
  version bigint not null,
  -- The guards of last resort: nobody pays more than was computed, and nothing computed is above what the device was still worth.
  constraint ck_recovery_amount check (amount_cents >= 0 and amount_cents <= computed_cents),
  constraint ck_recovery_computed check (computed_cents <= residual_cents and computed_cents <= items_cents),
  constraint ck_recovery_reduced check (amount_cents = computed_cents or reduction_reason is not null),
  constraint ck_recovery_waived check ((waived_at is null) = (waive_reason is null))
);
create unique index ux_recovery_incident on recovery (incident_id) where waived_at is null;
create index ix_recovery_organisation on recovery (organisation_id, id);
create index ix_recovery_issued on recovery (organisation_id, id) where settled_at is null and waived_at is null;
create index ix_recovery_of_incident on recovery (incident_id, id);
create index ix_recovery_borrower on recovery (borrower_id, id);
