/** A piece of formatted text. Text in it is plain: whoever shows it must not read it as markup again. */
export type MrkdwnNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'break' }
  | { readonly type: 'bold' | 'italic' | 'strike' | 'quote'; readonly children: readonly MrkdwnNode[] }
  | { readonly type: 'code' | 'preformatted'; readonly text: string }
  | { readonly type: 'link'; readonly url: string; readonly label: string }
  | { readonly type: 'user' | 'channel' | 'userGroup'; readonly id: string; readonly label?: string }
  | { readonly type: 'broadcast'; readonly range: string }
  | {
      readonly type: 'date';
      readonly atSeconds: number;
      readonly format: string;
      readonly url?: string;
      readonly fallback: string;
    }
  | { readonly type: 'emoji'; readonly name: string };
