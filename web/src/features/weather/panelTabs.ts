export const panelNames = {
  sensors: 'Sensors',
  windows: 'Windows',
  servers: 'Servers',
  transports: 'Transports',
  alarms: 'Alarms',
} as const;

export type PanelTab = keyof typeof panelNames;

export const panelTabs = Object.keys(panelNames) as PanelTab[];
