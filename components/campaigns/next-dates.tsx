/** Dates of a recurring campaign, on the clock of its rule: "Mon 23 Nov 2026, 09:00". */
export function NextDates({ dates, timezone }: { dates: readonly string[]; timezone: string }) {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
  });
  return (
    <ol className="tabular grid gap-0.5">
      {dates.map((date) => (
        <li key={date}>
          <time dateTime={date}>{format.format(new Date(date))}</time>
        </li>
      ))}
    </ol>
  );
}
