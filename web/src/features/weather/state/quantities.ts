import type { Quantity, Window } from '../api/weather';

export interface QuantityLook {
  name: string;
  unit: string;
  digits: number;
  /** What its values are between; for coefficients 1 is best. */
  least?: number;
  most?: number;
  says: string;
}

export const quantities: Readonly<Record<Quantity, QuantityLook>> = {
  wellness: {
    name: 'Air wellness',
    unit: '',
    digits: 2,
    least: 0,
    most: 1,
    says: 'from temperature and humidity; 1 is best',
  },
  pollution: {
    name: 'Pollution',
    unit: '',
    digits: 2,
    least: 0,
    most: 1,
    says: 'from carbon dioxide; 1 is best',
  },
  temperature: { name: 'Temperature', unit: '°C', digits: 1, says: 'of the air' },
  humidity: { name: 'Humidity', unit: '%', digits: 1, least: 0, most: 100, says: 'relative, of the air' },
  co2: { name: 'CO2', unit: 'ppm', digits: 0, least: 0, says: 'carbon dioxide in the air' },
  windDirection: {
    name: 'Wind direction',
    unit: '°',
    digits: 0,
    least: 0,
    most: 360,
    says: 'from which it blows; the mean is that of vectors',
  },
  windSpeed: { name: 'Wind speed', unit: 'm/s', digits: 1, least: 0, says: 'of the wind' },
};

export const quantityNames = Object.keys(quantities) as Quantity[];

/** A value with its unit. */
export function valueOf(quantity: Quantity, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const { unit, digits } = quantities[quantity];
  return `${value.toFixed(digits)}${unit === '' ? '' : unit === '°' ? '°' : ` ${unit}`}`;
}

/** A window in words: mean, deviation and how many readings, or that it is empty. */
export function windowWords(window: Window): string {
  if (window.count === 0) return 'empty: no reading came';
  const readings = `${window.count} ${window.count === 1 ? 'reading' : 'readings'}`;
  if (window.mean === null) return `${readings} that cancel out`;
  return `${valueOf(window.quantity, window.mean)} ± ${valueOf(window.quantity, window.deviation)}, ${readings}`;
}

/** Measured values in words. */
export function measured(values: Readonly<Record<string, number>>): string {
  const words: string[] = [];
  const say = (name: string, quantity: Quantity) => {
    if (values[name] !== undefined) words.push(valueOf(quantity, values[name]));
  };
  say('temperature', 'temperature');
  say('humidity', 'humidity');
  say('co2', 'co2');
  say('speed', 'windSpeed');
  if (values['direction'] !== undefined) words.push(`from ${compass(values['direction'])}`);
  return words.join(', ');
}

const winds = ['north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'];

export function compass(degrees: number): string {
  return `${winds[Math.round((((degrees % 360) + 360) % 360) / 45) % 8]} (${Math.round(degrees)}°)`;
}
