-- A transfer has a receipt on both sides: the school that a device leaves says that it handed it over, as the other says that it came.
alter table shipment_device add column from_school_id uuid constraint fk_shipment_device_from references school (id);
alter table shipment_device add column collected_at timestamptz;
alter table shipment_device add column collected_by uuid;
update shipment_device set from_school_id = (select d.school_id from device d where d.id = shipment_device.device_id and d.state = 'at_school') where ended_at is null;
create index ix_shipment_device_from on shipment_device (from_school_id, shipment_id) where from_school_id is not null;
