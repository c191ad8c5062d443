-- Where reading has to begin so that the frames of crowds can be understood that come after "next"; null where none is needed.
alter table contacts.offsets add column warm bigint;
