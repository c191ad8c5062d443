import { Figure } from '../../ui/Figure';
import { count, rate } from '../../ui/format';
import { useMoment } from '../../ui/timebar/TimelineProvider';
import { useWeatherState } from './live';
import { valueOf } from './state/quantities';
import { windowAt } from './state/windowTable';

/** Both coefficients at the moment shown; sensors and rate as they are now. */
export function WeatherFigures() {
  const { windows, status } = useWeatherState();
  const at = useMoment();
  const mean = (quantity: 'wellness' | 'pollution') =>
    valueOf(quantity, windowAt(windows[quantity], at)?.mean);
  return (
    <>
      <Figure
        label="Air wellness"
        value={mean('wellness')}
        hint="Mean of the last window that was closed; 1 is best"
        testId="weather-wellness"
      />
      <Figure
        label="Pollution"
        value={mean('pollution')}
        hint="Mean of the last window that was closed; 1 is best"
        testId="weather-pollution"
      />
      {at === null && (
        <>
          <Figure
            label="Sensors"
            value={status === null ? '–' : count(status.sensors.live + status.sensors.late)}
            hint="Sensors whose readings come; one that measures several kinds counts for each"
            testId="weather-sensors"
            hideOnPhone
          />
          <Figure
            label="Readings/s"
            value={status === null ? '–' : rate(status.readingsPerSecond)}
            hint="Readings a second over the last ten seconds"
            testId="weather-rate"
            hideOnPhone
          />
        </>
      )}
    </>
  );
}
