// Who reads must take part. The operator's page is exempt by its cookie; any other reader names the vehicle
// for which positions are being reported, as ?vehicle=ID in the page's address or by hand.

const key = 'vicinity.vehicle';

export function participant(): string | null {
  if (typeof window === 'undefined') return null;
  const named = new URLSearchParams(window.location.search).get('vehicle');
  if (named !== null && named !== '') return named;
  try {
    return window.sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

export function takePart(vehicle: string): void {
  try {
    window.sessionStorage.setItem(key, vehicle);
  } catch {
    // Without storage the name lasts as long as the address carries it.
  }
}

/** Headers by which the server knows who reads. */
export function participation(): Record<string, string> {
  const vehicle = participant();
  return vehicle === null ? {} : { 'X-Vicinity-Vehicle': vehicle };
}
