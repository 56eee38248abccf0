import { type ComposeCommand, namedServices } from "../../../facts/compose/compose-command.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";

/** The services that a command works with: the named ones, or all. One that is only half there stands for what the files beside it make of it. */
export function startedServices(facts: Facts, use: ComposeCommand): ServiceFacts[] {
  const names = namedServices(use);
  return facts.stacks
    .filter(({ commands }) => commands.includes(use))
    .flatMap(({ services }) => [...services.values()])
    .filter(({ name, model }) => (names.length === 0 ? !model.profiles?.length : names.includes(name)))
    .map((service) => completeService(facts, service));
}

/** The service as another set of the same folder has it, when this one has neither an image nor a build. */
export function completeService(facts: Facts, service: ServiceFacts): ServiceFacts {
  if (service.model.image !== undefined || service.model.build) return service;
  const whole = facts.stacks
    .filter(({ folder }) => folder === service.stack.folder)
    .flatMap((stack) => stack.service(service.name) ?? [])
    .find(({ model }) => model.image !== undefined || model.build);
  return whole ?? service;
}
