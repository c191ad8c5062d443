import { LinearProgress, Typography } from '@mui/material';
import { Placeholder } from './Placeholder';

interface Props {
  title: string;
  text: string;
  testId: string;
}

/** Stands where a page will be when the server's first answer is there. */
export function Waiting({ title, text, testId }: Props) {
  return (
    <Placeholder title={title} testId={testId}>
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {text}
      </Typography>
      <LinearProgress />
    </Placeholder>
  );
}
