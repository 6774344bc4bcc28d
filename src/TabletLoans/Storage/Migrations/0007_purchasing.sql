create table supplier (
  id uuid not null constraint pk_supplier primary key,
  organisation_id uuid not null constraint fk_supplier_organisation references organisation (id),
  name text not null,
  name_key text not null,
  siret text,
  email text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_supplier_name unique (organisation_id, name_key)
);
create index ix_supplier_organisation on supplier (organisation_id, id);

-- state is checked against the table of an order's life by a test: the two lists must be the same.
create table purchase_order (
  id uuid not null constraint pk_purchase_order primary key,
  organisation_id uuid not null constraint fk_purchase_order_organisation references organisation (id),
  supplier_id uuid not null constraint fk_purchase_order_supplier references supplier (id),
  reference text not null,
  reference_key text not null,
  contract_reference text,
  state text not null constraint ck_purchase_order_state check (state in ('draft', 'ordered', 'partly_delivered', 'delivered', 'closed', 'cancelled')),
  commitment_on date,
  ordered_on date,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_purchase_order_reference unique (organisation_id, reference_key)
);
create index ix_purchase_order_organisation on purchase_order (organisation_id, id);
create index ix_purchase_order_state on purchase_order (organisation_id, state, id);
create index ix_purchase_order_supplier on purchase_order (supplier_id, id);

-- Prices are whole cents a unit, so that a total is a sum of products and nothing is ever rounded.
create table purchase_line (
  id uuid not null constraint pk_purchase_line primary key,
  organisation_id uuid not null constraint fk_purchase_line_organisation references organisation (id),
  order_id uuid not null constraint fk_purchase_line_order references purchase_order (id),
  position integer not null,
  model_id uuid not null constraint fk_purchase_line_model references device_model (id),
  quantity integer not null constraint ck_purchase_line_quantity check (quantity >= 1),
  delivered integer not null,
  unit_price_excl_tax_cents bigint not null,
  unit_price_incl_tax_cents bigint not null,
  origin text not null constraint ck_purchase_line_origin check (origin in ('new', 'refurbished', 'reused', 'donated_in', 'leased')),
  budget_imputation text,
  constraint ux_purchase_line_position unique (order_id, position),
  constraint ck_purchase_line_prices check (unit_price_excl_tax_cents >= 0 and unit_price_incl_tax_cents >= unit_price_excl_tax_cents),
  -- The guard of last resort behind the guarded counter: never more than was ordered.
  constraint ck_purchase_line_delivered check (delivered >= 0 and delivered <= quantity)
);
create index ix_purchase_line_model on purchase_line (model_id);

-- One arrival of devices against one line, and its acceptance (service fait).
create table delivery (
  id uuid not null constraint pk_delivery primary key,
  organisation_id uuid not null constraint fk_delivery_organisation references organisation (id),
  order_id uuid not null constraint fk_delivery_order references purchase_order (id),
  line_id uuid not null constraint fk_delivery_line references purchase_line (id),
  quantity integer not null constraint ck_delivery_quantity check (quantity >= 1),
  delivered_on date not null,
  delivery_note text,
  received_by uuid not null,
  accepted_at timestamptz, -- null: the service fait is still to be stated
  accepted_by uuid,
  accepted_on date,
  invoice_reference text,
  warranty_starts_on date,
  warranty_months integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ck_delivery_accepted check ((accepted_at is null) = (accepted_on is null))
);
create index ix_delivery_organisation on delivery (organisation_id, id);
create index ix_delivery_order on delivery (order_id, id);
create index ix_delivery_line on delivery (line_id);

create table delivery_refusal (
  delivery_id uuid not null constraint fk_delivery_refusal_delivery references delivery (id),
  device_id uuid not null constraint fk_delivery_refusal_device references device (id),
  reason text not null,
  constraint pk_delivery_refusal primary key (delivery_id, device_id),
  constraint ux_delivery_refusal_device unique (device_id)
);

-- Null: registered by hand or by an import, not received on an order.
alter table device add column delivery_id uuid constraint fk_device_delivery references delivery (id);
create index ix_device_delivery on device (delivery_id, id) where delivery_id is not null;
