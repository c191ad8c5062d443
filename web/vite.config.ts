import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.VICINITY_SERVER ?? 'http://localhost:3300';

// Each name becomes a file of its own, so that a browser keeps the libraries when only the page changes.
const chunks: [name: string, packages: RegExp][] = [
  ['maplibre', /node_modules\/maplibre-gl\//],
  ['deck', /node_modules\/(@deck\.gl|@luma\.gl|@math\.gl|@loaders\.gl|@probe\.gl|mjolnir\.js)\//],
  ['mui', /node_modules\/(@mui|@emotion)\//],
  ['vendor', /node_modules\/(?!world-atlas|topojson-client)/],
];

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: process.env.OUT ?? 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      output: { manualChunks: (id: string) => chunks.find(([, packages]) => packages.test(id))?.[0] },
    },
  },
  server: {
    proxy: { '/api': server, '/live': { target: server, ws: true } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
