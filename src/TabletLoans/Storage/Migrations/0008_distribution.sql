-- Devices on their way to a school, with the number that stands on the delivery note.
create table shipment (
  id uuid not null constraint pk_shipment primary key,
  organisation_id uuid not null constraint fk_shipment_organisation references organisation (id),
  number text not null,
  school_id uuid not null constraint fk_shipment_school references school (id),
  via text,       -- the authority that the school is equipped through: its commune for an école
  reference text,
  programme text, -- whose allocation of the school it counts against
  state text not null constraint ck_shipment_state check (state in ('packed', 'sent', 'closed', 'cancelled')),
  sent_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_shipment_number unique (organisation_id, number),
  constraint ck_shipment_sent check ((state in ('packed', 'cancelled')) = (sent_at is null))
);
create index ix_shipment_organisation on shipment (organisation_id, id);
create index ix_shipment_school on shipment (school_id, id);

-- A device in a shipment. Lines are ended, never deleted: what was packed and taken out again stays told.
create table shipment_device (
  id uuid not null constraint pk_shipment_device primary key,
  organisation_id uuid not null constraint fk_shipment_device_organisation references organisation (id),
  shipment_id uuid not null constraint fk_shipment_device_shipment references shipment (id),
  device_id uuid not null constraint fk_shipment_device_device references device (id),
  packed_at timestamptz not null,
  packed_by uuid not null,
  ended_at timestamptz, -- null: packed or on its way
  ended_by uuid,
  outcome text constraint ck_shipment_device_outcome check (outcome in ('unpacked', 'arrived', 'missing', 'withdrawn')),
  constraint ck_shipment_device_end check ((ended_at is null) = (outcome is null))
);
-- A device stands in one open shipment: the guard of last resort behind the guarded insert.
create unique index ux_shipment_device_open on shipment_device (device_id) where ended_at is null;
create index ix_shipment_device_shipment on shipment_device (shipment_id, device_id);

-- What came with a shipment and was not of it; each once, with the anomaly that says so.
create table shipment_unexpected (
  shipment_id uuid not null constraint fk_shipment_unexpected_shipment references shipment (id),
  device_id uuid not null constraint fk_shipment_unexpected_device references device (id),
  anomaly_id uuid not null constraint fk_shipment_unexpected_anomaly references anomaly (id),
  constraint pk_shipment_unexpected primary key (shipment_id, device_id)
);

-- How many devices a school is to get, under a programme or under none.
create table allocation (
  id uuid not null constraint pk_allocation primary key,
  organisation_id uuid not null constraint fk_allocation_organisation references organisation (id),
  school_id uuid not null constraint fk_allocation_school references school (id),
  programme text not null, -- empty: under none
  quantity integer not null constraint ck_allocation_quantity check (quantity >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_allocation_programme unique (school_id, programme)
);
create index ix_allocation_organisation on allocation (organisation_id, id);
