/** The statistics by their name, for those who want to know exactly; the long form is docs/ab-tests.md. */
export function AbMethod({ rate }: { rate: string }) {
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-sm text-muted hover:text-fg">How this is worked out</summary>
      <div className="mt-2 grid max-w-prose gap-2">
        <p>
          With a Bayesian beta-binomial model: before the first message every {rate} is taken to be equally likely (the
          prior is Beta(1, 1)); each message that a push service accepted makes some rates likelier than others.
        </p>
        <dl className="grid gap-1.5">
          <Term name="Best">
            The probability that this variant has the highest rate of all, worked out by numerical integration, not
            drawn at random. Below 80 % nothing is called better: it is too close to call. Nor is anything while a
            variant was sent to fewer than 30.
          </Term>
          <Term name="95 % interval">The rate lies within it with a probability of 95 % (a credible interval).</Term>
          <Term name="More expected">
            The difference of the mean rates of the leading variant and the runner-up, times the messages that the rest
            is expected to have accepted. An expectation, not a promise.
          </Term>
        </dl>
        <p className="text-muted">
          Looking often and stopping at the first high number finds winners where there are none. Belfry’s documentation
          of A/B tests (docs/ab-tests.md) says how often.
        </p>
      </div>
    </details>
  );
}

function Term({ name, children }: { name: string; children: string }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-3">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
