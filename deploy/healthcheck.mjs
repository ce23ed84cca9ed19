// HEALTHCHECK of the image: the role that runs in this container answers. Liveness only, so that an outage of the
// database does not restart every container; readiness is /api/ready (web) and /ready (worker).
const { PORT = '3000', BELFRY_METRICS_PORT = '9464' } = process.env;
const addresses = [`http://127.0.0.1:${PORT}/api/health`, `http://127.0.0.1:${BELFRY_METRICS_PORT}/health`];
const answers = await Promise.all(
  addresses.map((address) =>
    fetch(address, { signal: AbortSignal.timeout(3_000) }).then(
      (response) => response.ok,
      () => false,
    ),
  ),
);
process.exit(answers.some(Boolean) ? 0 : 1);
