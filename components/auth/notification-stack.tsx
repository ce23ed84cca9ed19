'use client';

import { Bell, ShoppingBag, Ticket } from 'lucide-react';

const CARDS = [
  {
    icon: ShoppingBag,
    site: 'shop.example',
    title: 'Back in stock: walnut desk',
    body: 'You asked us to tell you. 14 left.',
    when: 'now',
    look: 'opacity-100',
  },
  {
    icon: Ticket,
    site: 'theatre.example',
    title: 'Doors open at 19:00',
    body: 'Your seats are row F, 12 and 13.',
    when: '2 h',
    look: 'scale-[0.955] opacity-80',
  },
  {
    icon: Bell,
    site: 'news.example',
    title: 'The morning brief is ready',
    body: 'Five stories, four minutes.',
    when: '6 h',
    look: 'scale-[0.91] opacity-55',
  },
];

/** Three notifications as an operating system shows them. Decorative. */
export function NotificationStack() {
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-8 p-10">
      <svg
        viewBox="0 0 600 600"
        fill="none"
        aria-hidden="true"
        className="absolute size-[130%] max-w-none text-accent opacity-[0.13]"
      >
        {[80, 140, 205, 275, 350].map((radius) => (
          <circle key={radius} cx="300" cy="300" r={radius} stroke="currentColor" strokeWidth="1" />
        ))}
      </svg>
      <div className="relative grid w-full max-w-sm gap-3">
        {CARDS.map((card) => (
          <div
            key={card.title}
            className={`flex animate-rise gap-3 rounded-xl bg-raised p-3.5 shadow-pop ${card.look}`}
          >
            <span className="flex size-10 shrink-0 items-center justify-center rounded-lg bg-accent text-accent-fg">
              <card.icon className="size-5" strokeWidth={1.75} />
            </span>
            <span className="grid min-w-0 flex-1">
              <span className="flex justify-between gap-2 text-muted text-xs">
                {card.site}
                <span>{card.when}</span>
              </span>
              <span className="truncate font-semibold text-sm">{card.title}</span>
              <span className="truncate text-muted text-sm">{card.body}</span>
            </span>
          </div>
        ))}
      </div>
      <p className="relative max-w-xs text-center text-muted text-sm text-balance">
        Web push that you own. Your server, your keys, your subscribers.
      </p>
    </div>
  );
}
