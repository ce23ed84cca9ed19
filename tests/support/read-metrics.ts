/** One scrape in Prometheus' text format, for tests. */
export interface Scrape {
  text: string;
  /** The value of one series: `belfry_x_total{code="2xx"}` with its labels in any order; 0 when it is not there. */
  value(name: string, labels?: Record<string, string>): number;
  /** Every label value of Belfry's own metrics. */
  labelValues: Set<string>;
}

/** @throws Error when the address does not answer with metrics */
export async function readMetrics(url: string, token?: string): Promise<Scrape> {
  const response = await fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const text = await response.text();
  const series = text
    .split('\n')
    .filter((line) => line.startsWith('belfry_'))
    .map((line) => {
      const [, name = '', labelText = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const labels = new Map([...labelText.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text]));
      return { name, labels, value: Number(value) };
    });
  return {
    text,
    value(name, labels = {}) {
      const wanted = Object.entries(labels);
      const found = series.filter(
        (one) => one.name === name && wanted.every(([key, label]) => one.labels.get(key) === label),
      );
      return found.reduce((sum, one) => sum + one.value, 0);
    },
    labelValues: new Set(series.flatMap((one) => [...one.labels.values()])),
  };
}
