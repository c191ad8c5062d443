import type { ApplicationStatus } from '../api/status';
import { StatusBanner } from '../ui/StatusBanner';

interface Props {
  /** Name of the page. */
  name: string;
  application: ApplicationStatus | null;
}

/** Says that the page's application does not run on this server. */
export function ApplicationBanner({ name, application }: Props) {
  if (application?.state !== 'down') return null;
  return (
    <StatusBanner severity="error">
      {name} is down on this server{application.problem === null ? '' : `: ${application.problem}`}. The log
      and the other pages go on.
    </StatusBanner>
  );
}
