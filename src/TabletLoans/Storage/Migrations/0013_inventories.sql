-- A count of what is really there, in a school or in the stock room. The counts are kept with the row, which whoever scans holds.
create table inventory (
  id uuid not null constraint pk_inventory primary key,
  organisation_id uuid not null constraint fk_inventory_organisation references organisation (id),
  name text not null,
  school_id uuid constraint fk_inventory_school references school (id), -- null: the stock room
  include_on_loan boolean not null,
  state text not null constraint ck_inventory_state check (state in ('open', 'closed', 'cancelled')),
  expected_count bigint not null,
  found_count bigint not null,
  misplaced_count bigint not null,
  unknown_count bigint not null,
  missing_count bigint not null,
  moved_count bigint not null,
  last_line bigint not null,
  reason text,
  opened_at timestamptz not null,
  opened_by uuid not null,
  ended_at timestamptz, -- null: open
  ended_by uuid,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ck_inventory_end check ((state = 'open') = (ended_at is null))
);
-- One open campaign in a place. Two nulls are never the same to an index: the stock room has one of its own.
create unique index ux_inventory_open_school on inventory (school_id) where state = 'open' and school_id is not null;
create unique index ux_inventory_open_stock_room on inventory (organisation_id) where state = 'open' and school_id is null;
create index ix_inventory_organisation on inventory (organisation_id, id);
create index ix_inventory_school on inventory (school_id, id);

-- What was expected when the campaign opened, frozen, and what was scanned besides.
create table inventory_line (
  inventory_id uuid not null constraint fk_inventory_line_inventory references inventory (id),
  line bigint not null,
  organisation_id uuid not null constraint fk_inventory_line_organisation references organisation (id),
  device_id uuid constraint fk_inventory_line_device references device (id), -- null: nobody knows what was scanned
  scanned_text text, -- where nobody knows it
  scanned_code text, -- and why
  expected_state text, -- its state when the campaign opened; null: not expected then
  outcome text not null constraint ck_inventory_line_outcome check (outcome in ('expected', 'found', 'misplaced', 'unknown', 'missing', 'moved')),
  state text, -- where the ledger had it when it got its outcome
  school_id uuid constraint fk_inventory_line_school references school (id),
  scanned_at timestamptz, -- the first scan: a second one changes nothing
  scanned_by uuid,
  constraint pk_inventory_line primary key (inventory_id, line),
  constraint ck_inventory_line_what check ((device_id is null) = (outcome = 'unknown') and (device_id is null) = (scanned_text is not null)),
  constraint ck_inventory_line_scan check ((scanned_at is not null) = (outcome in ('found', 'misplaced', 'unknown')))
);
-- However many scan the same device at once, it has one line.
create unique index ux_inventory_line_device on inventory_line (inventory_id, device_id) where device_id is not null;
create unique index ux_inventory_line_text on inventory_line (inventory_id, scanned_text) where device_id is null;
create index ix_inventory_line_outcome on inventory_line (inventory_id, outcome, line);

-- What a campaign leaves to be looked at: one task for each device.
alter table anomaly add column inventory_id uuid constraint fk_anomaly_inventory references inventory (id);
create unique index ux_anomaly_inventory on anomaly (inventory_id, device_id) where inventory_id is not null;
create index ix_anomaly_inventory on anomaly (organisation_id, inventory_id, id) where inventory_id is not null;
