-- The lock that the maker puts on a device (Activation Lock, Factory Reset Protection): on, nobody else can use it.
alter table device add column lock_state text not null default 'none' constraint ck_device_lock_state check (lock_state in ('none', 'on', 'released'));

-- How a device left the fleet for good, with the proof. Never changed.
create table disposal (
  id uuid not null constraint pk_disposal primary key,
  organisation_id uuid not null constraint fk_disposal_organisation references organisation (id),
  device_id uuid not null constraint fk_disposal_device references device (id),
  kind text not null constraint ck_disposal_kind check (kind in ('donation', 'sale', 'recycling', 'transfer')),
  reference text not null, -- of the act, of the sale, of the waste slip
  act_signed_on date,
  deliberation_reference text,
  unit_value_cents bigint,
  beneficiary_kind text, -- of a donation
  beneficiary_name text, -- of a donation or a transfer: a body, never a person
  beneficiary_siret text,
  borrower_id uuid constraint fk_disposal_borrower references borrower (id),
  price_cents bigint,
  buyer_kind text constraint ck_disposal_buyer_kind check (buyer_kind in ('auction', 'organisation', 'individual')),
  eco_organism text,
  weight_grams integer,
  threshold_id uuid constraint fk_disposal_threshold references threshold (id), -- the limit that was kept, as it stood
  disposed_on date not null,
  disposed_at timestamptz not null,
  disposed_by uuid not null,
  constraint ck_disposal_donation check (kind <> 'donation' or (unit_value_cents is not null and act_signed_on is not null and beneficiary_kind is not null)),
  constraint ck_disposal_sale check (kind <> 'sale' or price_cents is not null),
  constraint ck_disposal_recycling check (kind <> 'recycling' or (eco_organism is not null and weight_grams is not null)),
  constraint ck_disposal_transfer check (kind <> 'transfer' or beneficiary_name is not null),
  -- Of a person only our own id is kept.
  constraint ck_disposal_person check (coalesce(beneficiary_kind, '') not in ('family', 'own_staff') or (beneficiary_name is null and beneficiary_siret is null))
);
-- One end per device: the guard of last resort behind the guarded move.
create unique index ux_disposal_device on disposal (device_id);
create index ix_disposal_organisation on disposal (organisation_id, id);
create index ix_disposal_kind on disposal (organisation_id, kind, id);
create index ix_disposal_day on disposal (organisation_id, disposed_on);
create index ix_disposal_borrower on disposal (borrower_id) where borrower_id is not null;
