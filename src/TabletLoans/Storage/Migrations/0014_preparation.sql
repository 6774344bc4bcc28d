-- What is checked on each device of a model before it goes to stock: the organisation's choice, model by model.
alter table device_model add column tag_required boolean not null default false;
alter table device_model add column mdm_required boolean not null default false;
alter table device_model add column accessories_required boolean not null default false;
-- The two ticks of the checklist that no other column tells.
alter table device add column tag_printed boolean not null default false;
alter table device add column accessories_present boolean not null default false;
