import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '../../../auth-options';
import { requireOwnOrigin } from '../../own-origin';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

export function GET(request: NextRequest, context: RouteContext): Promise<Response> {
  return NextAuth(request, context, authOptions());
}

/** next-auth checks its own token; the Origin is checked as on every other request that changes something. */
export async function POST(request: NextRequest, context: RouteContext): Promise<Response> {
  try {
    requireOwnOrigin(request);
  } catch {
    return Response.json({ message: 'This request did not come from a page of the dashboard.' }, { status: 403 });
  }
  return NextAuth(request, context, authOptions());
}
