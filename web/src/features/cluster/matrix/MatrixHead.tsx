import { Box, Chip, TextField, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useScheme } from '../../../ui/useScheme';
import { lagColours } from '../lagColours';
import { lagClasses, type Filter } from '../state/look';

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  shown: number;
  all: number;
  tellsLag: boolean;
}

/** What the matrix shows, and what its colours mean. */
export function MatrixHead({ filter, onFilter, shown, all, tellsLag }: Props) {
  const { mode } = useScheme();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1.5, rowGap: 0.75 }}>
      <Typography component="h2" variant="h6">
        Partitions
      </Typography>
      <Typography variant="body2" color="text.secondary" data-testid="partitions-shown">
        {shown === all ? all : `${shown} of ${all}`}
      </Typography>
      <TextField
        size="small"
        placeholder="Find a partition"
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        slotProps={{ htmlInput: { 'aria-label': 'Find a partition', 'data-testid': 'partition-filter' } }}
        sx={{ width: 170, '& input': { py: 0.6 } }}
      />
      <ToggleButtonGroup
        size="small"
        value={[filter.troubled && 'troubled', filter.internal && 'internal'].filter(Boolean)}
        onChange={(_, on: string[]) =>
          onFilter({ ...filter, troubled: on.includes('troubled'), internal: on.includes('internal') })
        }
        aria-label="Which partitions"
        sx={{ '& button': { py: 0.3 } }}
      >
        <ToggleButton value="troubled" data-testid="only-troubled">
          in trouble
        </ToggleButton>
        <ToggleButton value="internal" data-testid="with-internal">
          the cluster's own
        </ToggleButton>
      </ToggleButtonGroup>
      {filter.node !== null && (
        <Chip
          size="small"
          label={`on node ${filter.node}`}
          onDelete={() => onFilter({ ...filter, node: null })}
          data-testid="node-filter"
        />
      )}
      <Box sx={{ flex: 1 }} />
      <Box
        component="ul"
        aria-label="Legend"
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          columnGap: 1.25,
          rowGap: 0.25,
          listStyle: 'none',
          m: 0,
          p: 0,
          fontSize: '0.75rem',
          color: 'text.secondary',
          alignItems: 'center',
        }}
      >
        <Mark colour="var(--mui-palette-primary-main)" square words="leads" />
        {tellsLag && <li>follows,</li>}
        {(tellsLag ? lagClasses : lagClasses.filter((c) => c.name === 'level' || c.name === 'out')).map(
          ({ name, words }) => (
            <Mark
              key={name}
              colour={lagColours[mode][name]}
              dashed={name === 'out' ? lagColours[mode].far : undefined}
              words={!tellsLag && name === 'level' ? 'in sync' : words}
            />
          ),
        )}
      </Box>
    </Box>
  );
}

interface MarkProps {
  colour: string;
  words: string;
  square?: boolean;
  dashed?: string | undefined;
}

function Mark({ colour, words, square = false, dashed }: MarkProps) {
  return (
    <Box component="li" sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
      <i
        style={{
          width: 12,
          height: 12,
          boxSizing: 'border-box',
          borderRadius: square ? 3 : '50%',
          background: dashed === undefined ? colour : 'transparent',
          border: dashed === undefined ? 'none' : `2px dashed ${dashed}`,
        }}
      />
      {words}
    </Box>
  );
}
