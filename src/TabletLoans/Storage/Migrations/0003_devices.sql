create table device_model (
  id uuid not null constraint pk_device_model primary key,
  organisation_id uuid not null constraint fk_device_model_organisation references organisation (id),
  kind text not null,
  manufacturer text not null,
  manufacturer_key text not null,
  reference text not null,
  reference_key text not null,
  name text not null,
  gtin text,
  weight_grams integer,
  repairability_index numeric(3, 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_device_model_reference unique (organisation_id, manufacturer_key, reference_key)
);
create index ix_device_model_organisation on device_model (organisation_id, id);

-- state is checked against the lifecycle table by a test: the two lists must be the same.
create table device (
  id uuid not null constraint pk_device primary key,
  organisation_id uuid not null constraint fk_device_organisation references organisation (id),
  asset_tag text not null,
  serial_number text not null,
  serial_key text not null,
  manufacturer_key text not null,
  model_id uuid not null constraint fk_device_model references device_model (id),
  inventory_number text,
  imei text,
  mac_address text,
  origin text not null constraint ck_device_origin check (origin in ('new', 'refurbished', 'reused', 'donated_in', 'leased')),
  price_excl_tax_cents bigint,
  price_incl_tax_cents bigint,
  warranty_ends_on date,
  state text not null constraint ck_device_state check (state in (
    'received', 'in_preparation', 'in_stock', 'in_transit', 'at_school', 'on_loan', 'returned', 'in_triage', 'in_sanitization',
    'in_repair', 'in_reimaging', 'missing', 'stolen', 'retired', 'donated', 'sold', 'recycled', 'transferred')),
  grade text not null constraint ck_device_grade check (grade in ('A', 'B', 'C', 'D', 'X')),
  data_state text not null constraint ck_device_data_state check (data_state in ('clean', 'user_data', 'unknown')),
  mdm_state text not null constraint ck_device_mdm_state check (mdm_state in ('not_enrolled', 'enrolled', 'supervised', 'removed')),
  held boolean not null,
  school_id uuid constraint fk_device_school references school (id),
  custom_fields text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_device_tag unique (organisation_id, asset_tag),
  -- A serial number is unique per manufacturer, not in the world: two makers may use the same one.
  constraint ux_device_serial unique (organisation_id, serial_key, manufacturer_key)
);
create unique index ux_device_imei on device (organisation_id, imei) where imei is not null;
create unique index ux_device_inventory_number on device (organisation_id, inventory_number) where inventory_number is not null;
create index ix_device_organisation on device (organisation_id, id);
create index ix_device_state on device (organisation_id, state, id);
create index ix_device_school on device (school_id, id);
-- The page that a school opens: its devices in a state. By one of the two alone, most of what is read would be thrown away.
create index ix_device_school_state on device (organisation_id, school_id, state, id);
create index ix_device_model on device (model_id, id);
create index ix_device_updated on device (organisation_id, updated_at, id);
