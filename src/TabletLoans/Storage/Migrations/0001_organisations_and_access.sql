-- The owner of a fleet: a commune, a département, an intercommunal body. Every other row belongs to one.
create table organisation (
  id uuid not null constraint pk_organisation primary key,
  slug text not null constraint ux_organisation_slug unique,
  name text not null,
  kind text not null constraint ck_organisation_kind check (kind in ('commune', 'departement', 'epci', 'syndicat', 'state_service')),
  siret text,
  time_zone text not null,
  tag_prefix text not null,
  school_year_ends text not null, -- MM-dd: the last day of the school year, for due dates
  created_at timestamptz not null,
  version bigint not null
);

-- Numbers given out once and in order, such as the asset tags of a year.
create table counter (
  organisation_id uuid not null constraint fk_counter_organisation references organisation (id),
  name text not null,
  value bigint not null,
  constraint pk_counter primary key (organisation_id, name)
);

-- A person of the organisation who signs in. Borrowers have no account.
create table account (
  id uuid not null constraint pk_account primary key,
  email text not null,
  email_key text not null constraint ux_account_email unique,
  password_hash text not null,
  security_stamp text not null,
  failed_sign_ins integer not null,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null
);

-- A machine that calls the API. Only the SHA-256 of the key is kept.
create table api_key (
  id uuid not null constraint pk_api_key primary key,
  organisation_id uuid not null constraint fk_api_key_organisation references organisation (id),
  name text not null,
  hash text not null constraint ux_api_key_hash unique,
  expires_on date,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null
);

-- What a principal (account or API key) may do in an organisation; organisation_id is null for the platform itself.
create table access_grant (
  id uuid not null constraint pk_access_grant primary key,
  principal_id uuid not null,
  organisation_id uuid constraint fk_access_grant_organisation references organisation (id),
  role text not null,
  every_school boolean not null,
  created_at timestamptz not null
);
create unique index ux_access_grant_principal on access_grant (principal_id, organisation_id);

-- Keys that protect cookies and confirmation tokens, shared by every instance of the service.
create table data_protection_key (
  name text not null constraint pk_data_protection_key primary key,
  xml text not null,
  created_at timestamptz not null
);

-- The stored answer of a POST sent with an Idempotency-Key, written in the transaction of the work itself.
create table idempotency_record (
  principal_id uuid not null,
  idempotency_key text not null,
  request_hash text not null,
  status integer not null,
  location text,
  etag text,
  body text not null,
  created_at timestamptz not null,
  constraint pk_idempotency_record primary key (principal_id, idempotency_key)
);
create index ix_idempotency_record_created on idempotency_record (created_at);
