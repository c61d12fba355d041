import { register } from 'node:module';

// For `node --import <this file> script.ts`, and for Jest's global set-up.
register('./swc-loader.mjs', import.meta.url);
