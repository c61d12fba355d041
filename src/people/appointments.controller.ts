import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { codeFilter, idFilter, type ListSpec, listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { readRequest } from '../http/validate.js';
import { AppointmentsService } from './appointments.service.js';
import { appointmentShape, GrantAppointment, MoveAppointment } from './person.dto.js';

const appointments: ListSpec = {
  shape: appointmentShape,
  from: 'from appointments a',
  // The policy leaves the reader's own body, or everything for an administrator.
  where: ['$1::uuid is not null'],
  filters: {
    bodyId: idFilter('a.body_id = $', 'The body.'),
    personId: idFilter('a.person_id = $', 'The person.'),
    role: codeFilter('role', 'a.role = any($::text[])', 'Roles.'),
  },
};

@Controller('appointments')
export class AppointmentsController {
  constructor(
    private readonly db: Database,
    private readonly service: AppointmentsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listAppointments',
    summary: 'Appointments of the same body, newest recorded first; all for an administrator',
    permission: 'appointment.read',
    answers: { 200: listOf(appointmentShape) },
    query: listParameters(appointments),
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, appointments, query);
    this.reads.note(actor, 'READ', 'listAppointments', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getAppointment',
    summary: 'One appointment',
    permission: 'appointment.read',
    answers: { 200: appointmentShape },
    params: { id: 'The appointment.' },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, appointmentShape, 'appointments', id);
    this.reads.note(actor, 'READ', 'getAppointment', [id], []);
    return sendRecord(reply, record);
  }

  @Post()
  @Operation({
    id: 'grantAppointment',
    summary: 'Propose another person for a post in a body; it gives rights once another administrator confirms it',
    permission: 'appointment.manage',
    stepUp: 'with_factor',
    request: GrantAppointment,
    answers: { 201: appointmentShape, 200: appointmentShape },
    problems: ['id_already_used', 'already_stored'],
  })
  async grant(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(GrantAppointment, body);
    const stored = await this.db.as(actor, tx => this.service.grant(tx, request));
    return sendStored(reply, stored, `/api/v1/appointments/${stored.id}`);
  }

  @Post(':id/transitions')
  @HttpCode(200)
  @Operation({
    id: 'moveAppointment',
    summary: "Confirm what another administrator has granted, or end another person's appointment, now or later",
    permission: 'appointment.manage',
    stepUp: 'with_factor',
    // Ending rights is never held up.
    stepUpFor: ['CONFIRMED'],
    request: MoveAppointment,
    answers: { 200: appointmentShape },
    params: { id: 'The appointment.' },
    ifMatch: true,
    problems: ['move_not_allowed', 'two_persons_needed'],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const move = readRequest(MoveAppointment, body);
    const expected = expectedVersion(request);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.move(tx, id, expected, move)));
  }
}
