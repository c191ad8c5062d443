import { useReading } from '../../ui/useReading';
import { contactsApi, type Statistics } from './api/contacts';

/** Figures over a whole simulation, read again and again. */
export function useStatistics(simulation: string | null): Statistics | null {
  return useReading(simulation, 8000, (signal) => contactsApi.statistics(simulation, signal)).value;
}
