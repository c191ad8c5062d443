import { Figure } from '../../ui/Figure';
import { count, rate } from '../../ui/format';
import { perSecond } from '../../ui/timebar/history';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { useTrafficState } from './live';

/** The traffic in figures: of the present, or of the moment that the time bar shows. */
export function TrafficFigures() {
  const { summary, drawn, past } = useTrafficState();
  const { timeline, histories } = useTimeline();
  if (timeline.mode === 'history') {
    const kept = histories.find((series) => series.name === 'positions');
    const then = kept === undefined ? null : perSecond(kept, timeline.at);
    return (
      <>
        <Figure
          label="per second"
          value={then === null ? '–' : rate(then)}
          hint="Positions per second at the moment shown"
          testId="positions-per-second"
        />
        <Figure
          label="in view"
          value={past === null ? '–' : count(drawn)}
          hint="Vehicles in and around the map's view at the moment shown"
          testId="vehicle-count"
        />
        <Figure
          label="quadrants"
          value={past === null ? '–' : count(past.length)}
          hint="Quadrants in view with positions at the moment shown"
          testId="quadrant-count"
        />
      </>
    );
  }
  return (
    <>
      <Figure
        label="positions"
        value={summary === null ? '–' : count(summary.positions)}
        hint="Positions that the log keeps"
        testId="positions-total"
      />
      <Figure
        label="per second"
        value={summary === null ? '–' : rate(summary.positionsPerSecond)}
        hint="Positions stored per second, now"
        testId="positions-per-second"
      />
      <Figure
        label="vehicles"
        value={summary === null ? '–' : count(summary.vehicles)}
        hint="Vehicles that reported lately"
        testId="vehicle-count"
      />
      <Figure
        label="quadrants"
        value={summary === null ? '–' : count(summary.quadrants)}
        hint="Quadrants with positions, each a topic of the log"
        testId="quadrant-count"
      />
    </>
  );
}
