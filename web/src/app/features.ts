import { cluster } from '../features/cluster/feature';
import { contacts } from '../features/contacts/feature';
import { traffic } from '../features/traffic/feature';
import { weather } from '../features/weather/feature';
import type { Feature } from './feature';

/** What the page consists of, in the order of the navigation. */
export const features: readonly Feature[] = [traffic, contacts, weather, cluster];
