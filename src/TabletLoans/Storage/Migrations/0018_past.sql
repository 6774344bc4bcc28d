-- The state that a device was retired from: what was gone then is found again before anything else is done with it.
alter table device add column retired_from text;
update device set retired_from = (select e.from_state from event e where e.device_id = device.id and e.to_state = 'retired' order by e.sequence desc limit 1) where state = 'retired';
