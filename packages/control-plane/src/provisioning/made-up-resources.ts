import { formOfAttribute, RESOURCE_FORMS, type ResourceForm } from './resource-forms.ts';
import { digestOf, partitionOf, type StackName, uuidFrom } from './stack.ts';

/** How long an identifier may be, by the API model. */
const MAXIMUM_IDENTIFIER = 200;
const MAXIMUM_NAME = 120;
/** As many characters as CloudFormation puts behind a name that it makes. */
const SUFFIX_LENGTH = 12;
const NO_FORM: ResourceForm = {};

/** A resource of a template, and how its properties are read. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  /** Text of a property, or undefined when the template does not give it. */
  readonly property: (name: string) => string | undefined;
}

/**
 * A resource that is not there, with what one of its type would show, always the same from one deployment to the next. A
 * name that the template gives is kept; what AWS would choose is made up of stack and logical id, in the form of the type.
 */
export class MadeUpResource {
  readonly #resource: DeclaredResource;
  readonly #stack: StackName;
  readonly #form: ResourceForm;
  readonly name: string;

  constructor(resource: DeclaredResource, stack: StackName) {
    this.#resource = resource;
    this.#stack = stack;
    this.#form = RESOURCE_FORMS.get(resource.type) ?? NO_FORM;
    this.name = this.#nameOf();
  }

  /** What `Ref` gives: the physical id. */
  get ref(): string {
    return this.#filled(this.#form.ref ?? '{name}', 'Ref').slice(0, MAXIMUM_IDENTIFIER);
  }

  get arn(): string {
    const { ref } = this;
    if (ref.startsWith('arn:')) return ref;
    const [, service = 'cloudformation', kind = 'resource'] = this.#resource.type.toLowerCase().split('::');
    const form = this.#form.arn ?? `${service}:{region}:{account}:${kind}/{name}`;
    return this.#filled(`arn:{partition}:${form}`, 'Arn').slice(0, MAXIMUM_IDENTIFIER);
  }

  /** What `Fn::GetAtt` gives; what is known of the type, else what the template gives, else what the name of the attribute says. */
  attribute(attribute: string): string {
    const { attributes = {} } = this.#form;
    const own = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (own !== undefined) return this.#filled(own, attribute);
    const given = this.#resource.property(attribute);
    if (given !== undefined) return given;
    // A nested stack names its outputs `Outputs.VpcId`.
    const form = formOfAttribute(attribute.split('.').at(-1) ?? attribute);
    return this.#filled(form ?? `{name}-${attribute.replaceAll(/[{}]/g, '')}`, attribute);
  }

  #nameOf(): string {
    const given = this.#form.named === undefined ? undefined : this.#resource.property(this.#form.named);
    if (given !== undefined && given !== '') return given;
    const suffix = this.#letters('name').slice(0, SUFFIX_LENGTH).toUpperCase();
    return `${this.#beginning((this.#form.longest ?? MAXIMUM_NAME) - SUFFIX_LENGTH - 1)}-${suffix}`;
  }

  /** Stack and logical id, each cut so that something of both is left. */
  #beginning(longest: number): string {
    const { stackName } = this.#stack;
    const { logicalId } = this.#resource;
    const ofLogicalId = Math.max(Math.floor((longest - 1) / 2), longest - 1 - stackName.length);
    const logicalPart = logicalId.slice(0, ofLogicalId);
    return `${stackName.slice(0, longest - 1 - logicalPart.length)}-${logicalPart}`;
  }

  #filled(form: string, salt: string): string {
    return form.replaceAll(/\{([a-zA-Z]+)(\d*)\}/g, (whole, part: string, length: string, offset: number) => {
      const { region, accountId } = this.#stack.owner;
      switch (part) {
        case 'name':
          return this.name;
        case 'low':
          return this.name.toLowerCase();
        case 'ref':
          return this.ref;
        case 'id':
          return this.ref.includes(':') ? this.name : this.ref;
        case 'arn':
          return this.arn;
        case 'host':
          return `${this.name.toLowerCase()}.${region}.${partitionOf(region).domain}`;
        case 'region':
          return region;
        case 'account':
          return accountId;
        case 'partition':
        case 'domain':
          return partitionOf(region)[part];
        case 'uuid':
          return uuidFrom(this.#digest(salt));
        case 'octet':
          return String(1 + (Number.parseInt(this.#digest(`${salt} ${offset}`).slice(0, 6), 16) % 254));
        default:
          return this.#characters(part, Number(length), `${salt} ${offset}`) ?? whole;
      }
    });
  }

  #characters(kind: string, length: number, salt: string): string | undefined {
    switch (kind) {
      case 'hex':
        return this.#digest(salt).slice(0, length);
      case 'small':
        return this.#letters(salt).slice(0, length);
      case 'BIG':
        return this.#letters(salt).slice(0, length).toUpperCase();
      case 'digit':
        return BigInt(`0x${this.#digest(salt)}`)
          .toString()
          .slice(0, length);
      default:
        return undefined;
    }
  }

  #letters(salt: string): string {
    return BigInt(`0x${this.#digest(salt)}`).toString(36);
  }

  #digest(salt: string): string {
    const { logicalId, type } = this.#resource;
    return digestOf(this.#stack, logicalId, type, salt);
  }
}
