import { api } from '../app';

// `next dev` and plain Next hosting; behind server.ts no request comes here.
export const dynamic = 'force-dynamic';

const handle = (request: Request) => api.fetch(request);

export {
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
  handle as DELETE,
};
