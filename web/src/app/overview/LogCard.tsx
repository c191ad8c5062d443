import { Typography } from '@mui/material';
import { engineName } from '../../api/status';
import { Card, Facts } from '../../ui/Card';
import { span } from '../../ui/format';
import { useServerStatus } from '../../ui/ServerStatus';

/** The program behind the page, and the log it stands on. */
export function LogCard() {
  const status = useServerStatus();
  if (status === null) {
    return (
      <Card title="Log">
        <Typography variant="body2" color="text.secondary">
          Not known yet.
        </Typography>
      </Card>
    );
  }
  const facts: [string, string][] = [['Engine', engineName(status)]];
  if (status.bootstrap) facts.push(['Servers', status.bootstrap]);
  if (status.nodeId !== null) facts.push(['Node', String(status.nodeId)]);
  facts.push(['Running for', span(status.uptimeSeconds)]);
  const down = status.applications?.filter(({ state }) => state === 'down') ?? [];
  if (down.length > 0) facts.push(['Down', down.map(({ name }) => name).join(', ')]);
  return (
    <Card title="Log" live>
      <Facts facts={facts} />
    </Card>
  );
}
