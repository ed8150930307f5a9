import * as z from 'zod';
import { applicationOf, askingOf, consentOf } from '../../shared/domain/application.ts';
import { type Office, Terms } from '../../shared/domain/office.ts';
import {
  Agreed,
  agreementOf,
  CodeRequest,
  Ended,
  InstantAsked,
  InstantOffer,
  InstantStatus,
  InstantWithdrawal,
  Joined,
  Openings,
  OpeningsQuery,
  ProblemAnswer,
  Receipt,
  Status,
  StatusRequest,
  TermsChanges,
  TermsToAgree,
} from '../../shared/http/api.ts';
import { get } from '../../shared/http/serve.ts';

const schema = (of: z.ZodType, io: 'input' | 'output' = 'input') => {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any' });
  return rest;
};

const content = (of: z.ZodType) => ({ 'application/json': { schema: schema(of, 'output') } });
const answers = (status: number, of: z.ZodType) => ({
  [status]: { description: 'OK', content: content(of) },
  default: {
    description: 'Refused or malformed',
    content: { 'application/problem+json': { schema: schema(ProblemAnswer) } },
  },
});
const requestBody = (of: z.ZodType) => {
  const media = { schema: schema(of) };
  return { required: true, content: { 'application/json': media, 'application/x-www-form-urlencoded': media } };
};
const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const inHeader = (name: string, description: string) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
});

const keyNote = 'Makes a repeated request the same request; forms may send it as idempotencyKey';
const consentNote =
  'Without `tools`, `accepted` is for all texts; with it, each tool’s terms are agreed to by themselves, as the form shows them.';

/** [A-62-1…3] Only where the office has sessions at once. */
const instantPaths = (office: Office) => ({
  '/instant-sessions': {
    get: { summary: 'Whether a session could begin at once', responses: answers(200, InstantOffer) },
    post: {
      summary: 'Ask for a session at once',
      description:
        'Number and registered phone are compared with what the office has; the answer is the same whoever asks.',
      parameters: [inHeader('Idempotency-Key', keyNote)],
      requestBody: requestBody(askingOf(office)),
      responses: answers(201, InstantAsked),
    },
  },
  '/instant-sessions/{token}': {
    get: { summary: 'How a request stands', parameters: [inPath('token')], responses: answers(200, InstantStatus) },
  },
  '/instant-sessions/{token}/consents': {
    post: {
      summary: 'Agree to the terms in force, where they have changed, before the session begins',
      description: consentNote,
      parameters: [inPath('token')],
      requestBody: requestBody(consentOf(office)),
      responses: answers(200, InstantStatus),
    },
  },
  '/instant-sessions/{token}/withdrawal': {
    post: {
      summary: 'Wait no longer, or do not agree',
      parameters: [inPath('token')],
      requestBody: requestBody(InstantWithdrawal),
      responses: answers(200, InstantStatus),
    },
  },
});

/** The public API as its schemas say it; forms name nested fields with dots (`applicant.name`, `wishes.0.startsAt`). */
const document = (office: Office) => ({
  openapi: '3.1.0',
  info: { title: `${office.name} オンライン職業相談`, version: '1' },
  paths: {
    '/openings': {
      get: {
        summary: 'Free times of a desk',
        parameters: Object.entries(schema(OpeningsQuery).properties ?? {}).map(([name, of]) => ({
          name,
          in: 'query',
          schema: of,
        })),
        responses: answers(200, Openings),
      },
    },
    '/bookings': {
      post: {
        summary: 'Apply for a session',
        description: `${Object.entries(office.applicants)
          .map(([kind, { requires }]) => `${kind}: ${['kind', 'name', ...requires].join(', ')}`)
          .join('; ')}. Up to ${office.choices} wishes. ${consentNote}`,
        parameters: [inHeader('Idempotency-Key', keyNote)],
        requestBody: requestBody(applicationOf(office).public),
        responses: answers(201, Receipt),
      },
    },
    '/bookings/{reference}': {
      get: {
        summary: 'How a booking stands',
        parameters: [inPath('reference'), inHeader('Booking-Code', 'The code from the receipt')],
        responses: answers(200, Status),
      },
    },
    '/bookings/status': {
      post: { summary: 'The same for forms', requestBody: requestBody(StatusRequest), responses: answers(200, Status) },
    },
    '/bookings/{reference}/cancellation': {
      post: {
        summary: 'Call off, where channel and time allow',
        parameters: [inPath('reference')],
        requestBody: requestBody(CodeRequest),
        responses: answers(200, Ended),
      },
    },
    '/bookings/{reference}/terms': {
      post: {
        summary: 'The terms in force beside those a booking was agreed to under',
        parameters: [inPath('reference')],
        requestBody: requestBody(CodeRequest),
        responses: answers(200, TermsToAgree),
      },
    },
    '/bookings/{reference}/calendar': {
      post: {
        summary: 'A confirmed session as a calendar file',
        parameters: [inPath('reference')],
        requestBody: requestBody(CodeRequest),
        responses: {
          ...answers(200, Ended),
          200: { description: 'OK', content: { 'text/calendar': { schema: { type: 'string' } } } },
        },
      },
    },
    '/join/{reference}': {
      post: {
        summary: 'Come in to a session, from shortly before its start until its end; how it is entered',
        parameters: [inPath('reference')],
        requestBody: requestBody(CodeRequest),
        responses: answers(200, Joined),
      },
    },
    '/bookings/{reference}/consents': {
      post: {
        summary: 'Agree to the current terms',
        description: consentNote,
        parameters: [inPath('reference')],
        requestBody: requestBody(agreementOf(office)),
        responses: answers(200, Agreed),
      },
    },
    ...(office.instant && instantPaths(office)),
    '/terms': { get: { summary: 'The terms in force', responses: answers(200, Terms) } },
    '/terms/{version}': {
      get: { summary: 'Any version', parameters: [inPath('version')], responses: answers(200, Terms) },
    },
    '/terms/{version}/changes': {
      get: {
        summary: 'What a version changes of the one before it, or of `from`',
        parameters: [inPath('version'), { name: 'from', in: 'query', schema: { type: 'string' } }],
        responses: answers(200, TermsChanges),
      },
    },
  },
});

export const openApi = (office: Office) => {
  let made: string | undefined;
  return get('/openapi.json', {}, async () => {
    made ??= JSON.stringify(document(office));
    return { status: 200, headers: { 'Cache-Control': 'public, max-age=3600' }, text: made };
  });
};
