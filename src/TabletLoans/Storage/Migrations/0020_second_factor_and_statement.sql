-- The secret of codes that change every 30 seconds (RFC 6238), under the keys of data_protection_key; null: not turned on.
alter table account add column totp_secret text;
-- The last step whose code was used: none counts twice.
alter table account add column totp_step bigint;

-- For whoever lost the phone: each counts once. Only the SHA-256 is kept, of 80 random bits.
create table recovery_code (
  account_id uuid not null constraint fk_recovery_code_account references account (id),
  hash text not null,
  used_at timestamptz,
  constraint pk_recovery_code primary key (account_id, hash)
);

-- What the organisation declares of the accessibility of this service; without a row, what the service says of itself.
create table accessibility_statement (
  organisation_id uuid not null constraint pk_accessibility_statement primary key constraint fk_accessibility_statement_organisation references organisation (id),
  conformity text not null constraint ck_accessibility_statement_conformity check (conformity in ('none', 'partial', 'full')),
  audited_on date,
  auditor text,
  body text,
  contact text,
  updated_at timestamptz not null,
  version bigint not null
);
