/** Loaded before a program: what `MISSING` names, by a part of its name, cannot be required. */
import Module from 'node:module';

const missing = process.env.MISSING ?? '';
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  if (!request.includes(missing)) return resolve.call(Module, request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
};
