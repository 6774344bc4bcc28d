-- What an incident rests on is kept as it was at its declaration: a price that is corrected later charges nobody more.
alter table incident add column price_incl_tax_cents bigint;
alter table incident add column in_service_on date;
-- When the device came back, whether or not the incident was closed before.
alter table incident add column found_on date;
update incident set
  price_incl_tax_cents = (select d.price_incl_tax_cents from device d where d.id = incident.device_id),
  in_service_on = coalesce(
    (select coalesce(y.accepted_on, y.delivered_on) from device d join delivery y on y.id = d.delivery_id where d.id = incident.device_id),
    (select date(d.created_at) from device d where d.id = incident.device_id));
update incident set found_on = (
    select min(date(e.happened_at)) from event e
    where e.device_id = incident.device_id and e.name in ('return', 'find', 'find_retired', 'reinstate') and e.happened_at >= incident.declared_at)
  where kind in ('loss', 'theft', 'breach_of_trust');

-- One open incident per device, kind and school: what another school left open blocks nobody who may not see it.
drop index ux_incident_open;
create unique index ux_incident_open on incident (device_id, kind, coalesce(school_id, organisation_id)) where closed_at is null;

-- All that is asked for a device, in however many incidents, stays within what it was still worth.
alter table recovery add column already_asked_cents bigint not null default 0
  constraint ck_recovery_left check (already_asked_cents >= 0 and computed_cents <= residual_cents - already_asked_cents);
