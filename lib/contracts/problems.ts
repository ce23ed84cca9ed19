import { z } from 'zod';

/** Every error answer of the API (RFC 9457, `application/problem+json`). */
export const Problem = z
  .object({
    type: z.string().meta({
      description: 'Address of a page that says what it means and what to do; programs go by `code`',
      example: 'https://push.example.com/api/problems#invalid_input',
    }),
    title: z.string().meta({ example: 'Some fields are not valid' }),
    status: z.number().int().meta({ example: 422 }),
    code: z.string().meta({ description: 'Stable; meant for programs', example: 'invalid_input' }),
    detail: z.string().meta({ description: 'For a person: what happened and what to do' }),
    errors: z
      .array(z.object({ path: z.string().meta({ example: 'message.title' }), message: z.string() }))
      .meta({ description: 'What is wrong with which field; empty unless the code is invalid_input' }),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
