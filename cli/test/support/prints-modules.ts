const hook = `
  import { registerHooks } from 'node:module';
  import { writeSync } from 'node:fs';
  registerHooks({ load: (url, context, next) => { writeSync(2, url + '\\n'); return next(url, context); } });
`;

/** An option of Node that prints the URL of each module that the process loads to stderr. */
export const printsModules = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
