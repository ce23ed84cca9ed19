import { makeApiApp } from './framework';

/** The whole URL space of the API; served by server.ts before Next, and by [[...route]]/route.ts under plain Next. */
export const api = makeApiApp();
