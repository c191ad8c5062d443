import { Alert, Box, Button, Typography } from '@mui/material';
import { count, metres } from '../../../ui/format';
import { SplitIcon } from '../../../ui/icons';
import type { ComparisonReading } from '../useComparison';

interface Props {
  reading: ComparisonReading;
  beside: boolean;
  onBeside: (beside: boolean) => void;
}

/** What the heat map tells of the vehicles, and what it leaves out. */
export function ComparisonPanel({ reading: { comparison, error }, beside, onBeside }: Props) {
  return (
    <>
      <Typography variant="body2" color="text.secondary">
        A heat map shows where vehicles were lately, by cells; the precise positions show where each is. The
        error is the distance from a vehicle to the middle of the hottest cell that stands for it.
      </Typography>
      <Button
        fullWidth
        variant={beside ? 'contained' : 'outlined'}
        startIcon={<SplitIcon />}
        onClick={() => onBeside(!beside)}
        aria-pressed={beside}
        data-testid="compare-beside"
        sx={{ my: 1.5 }}
      >
        {beside ? 'Back to one map' : 'Show side by side'}
      </Button>
      {error !== null && <Alert severity="warning">{error}</Alert>}
      {comparison !== null && (
        <>
          <Typography sx={{ fontWeight: 550, mb: 1.5 }} data-testid="comparison-text">
            {comparison.text}
          </Typography>
          <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr 1fr', gap: 1, mb: 1.5 }}>
            <Tile value={metres(comparison.meanErrorMetres)} label="mean error" />
            <Tile value={metres(comparison.p95ErrorMetres)} label="95 % below" />
            <Tile value={metres(comparison.largestErrorMetres)} label="largest" />
          </Box>
          <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: '1fr auto', rowGap: 0.5 }}>
            <Line name="Vehicles in view" value={comparison.vehicles} />
            <Line name="of them in the heat map" value={comparison.vehiclesInHeat} />
            <Line name="of them missing from it" value={comparison.vehiclesMissingFromHeat} />
            <Line name="Warm cells" value={comparison.cells} />
            <Line name="of them without a vehicle now" value={comparison.cellsWithoutVehicle} />
          </Box>
        </>
      )}
      {comparison === null && error === null && <Typography variant="body2">Reading…</Typography>}
    </>
  );
}

function Tile({ value, label }: { value: string; label: string }) {
  return (
    <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 1, textAlign: 'center' }}>
      <Typography sx={{ fontWeight: 700, fontSize: '1.05rem' }}>{value}</Typography>
      <Typography color="text.secondary" sx={{ fontSize: '0.75rem' }}>
        {label}
      </Typography>
    </Box>
  );
}

function Line({ name, value }: { name: string; value: number }) {
  return (
    <>
      <Typography component="dt" variant="body2" color="text.secondary">
        {name}
      </Typography>
      <Typography component="dd" variant="body2" sx={{ m: 0, fontWeight: 600, textAlign: 'right' }}>
        {count(value)}
      </Typography>
    </>
  );
}
