export {
  type Call,
  type Client,
  type ClientOptions,
  createClient,
  type RequestOptions,
  type Sparse,
} from './client.js';
export { ConnectionError, ProblemError } from './errors.js';
export { iterate } from './iterate.js';
export * from './operations.js';
export type * from './schemas.js';
