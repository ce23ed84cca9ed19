import { expect, it } from 'vitest';
import { writeDefaults } from './write-defaults';

it('writes the defaults, and leaves what cannot be written or would be empty', () => {
  const message = {
    title: 'Hello {{ tags.name | default: "there" }}',
    body: '{{ tags.coupon }}',
    url: 'https://shop.example/{{ tags.place | default: "home" }}',
    icon: 'https://shop.example/icon.png',
    actions: [{ title: '{{ tags.name', url: 'https://shop.example/' }],
  };
  expect(writeDefaults(message)).toEqual({
    ...message,
    title: 'Hello there',
    url: 'https://shop.example/home',
  });
});

it('takes a message that is not complete', () => {
  expect(writeDefaults({ title: '{{ country | default: "Abroad" }}' })).toEqual({
    title: 'Abroad',
    body: '',
    url: '',
    actions: [],
  });
});
