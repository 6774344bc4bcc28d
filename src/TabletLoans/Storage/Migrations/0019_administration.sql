-- A grant that is withdrawn stays, so that it can be given back and its events keep their author.
alter table access_grant add column withdrawn_at timestamptz;
create index ix_access_grant_organisation on access_grant (organisation_id, id);

-- true until the person has chosen a password of their own.
alter table account add column password_pending boolean not null default false;
alter table account add column last_signed_in_at timestamptz;

-- How the key begins, for whoever looks for it in a script; null: made before this was kept.
alter table api_key add column prefix text;
create index ix_api_key_organisation on api_key (organisation_id, id);

-- A link of one use with which a person chooses a password. Only the SHA-256 of its secret is kept.
create table password_link (
  id uuid not null constraint pk_password_link primary key,
  organisation_id uuid not null constraint fk_password_link_organisation references organisation (id),
  account_id uuid not null constraint fk_password_link_account references account (id),
  hash text not null constraint ux_password_link_hash unique,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  created_by uuid not null
);
create index ix_password_link_account on password_link (account_id);
