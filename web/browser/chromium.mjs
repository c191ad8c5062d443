/** Arguments of a Chromium that talks to nobody but the page's server. */
export const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Arguments with which it draws the map on the processor, where there is no graphics card. */
export const softwareWebGl = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
