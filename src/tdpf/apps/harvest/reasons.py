"""Why a file did not become a table: a code, and one plain sentence that says what to do."""

from __future__ import annotations

from typing import NamedTuple

from tdpf.core.findings import Text


class Reason(NamedTuple):
    ja: str
    en: str
    is_final: bool = True  # trying the same bytes again is no use

    @property
    def text(self) -> Text:
        return Text(ja=self.ja, en=self.en)


REASONS: dict[str, Reason] = {
    "html-not-data": Reason(
        "表ではなくウェブページでした。ファイルそのもののURLを登録してください。",
        "This is a web page, not a table. Give the address of the file itself.",
    ),
    "login-page": Reason(
        "ログインのページでした。誰でも取れるURLを登録してください。",
        "This is a login page. Give an address that anyone can open.",
    ),
    "blocked": Reason(
        "配信元が機械からの取得を断っています。配信元の管理者に許可を依頼してください。",
        "The site turns programs away. Ask its owner to let them fetch the file.",
        is_final=False,
    ),
    "robots": Reason(
        "配信元の robots.txt が取得を断っています。配信元の管理者に許可を依頼してください。",
        "robots.txt of the site does not allow it. Ask its owner for permission.",
        is_final=False,
    ),
    "gone": Reason(
        "ファイルが見つかりません（404）。URLを確かめてください。",
        "The file was not found (404). Check its address.",
        is_final=False,
    ),
    "bad-address": Reason(
        "URLの書き方が正しくありません。http または https のURLを登録してください。",
        "The address is not well formed. Give one that begins with http or https.",
    ),
    "address-refused": Reason(
        "内部のネットワークを指すURLのため、取得しません。公開のURLを登録してください。",
        "The address leads into a private network and is not fetched. Give a public one.",
    ),
    "no-address": Reason(
        "ファイルのURLがありません。ダウンロードURLを登録してください。",
        "There is no address of the file. Register its download URL.",
    ),
    "unreachable": Reason(
        "配信元につながりません。ホスト名と、動いているかを確かめてください。自動でやり直します。",
        "The site cannot be reached. Check its name and whether it is up. It is tried again.",
        is_final=False,
    ),
    "tls": Reason(
        "配信元の証明書が正しくありません。配信元の管理者に知らせてください。",
        "The certificate of the site is not valid. Tell its owner.",
        is_final=False,
    ),
    "too-slow": Reason(
        "配信元の答えが遅すぎます。自動でやり直します。",
        "The site is too slow. It is tried again.",
        is_final=False,
    ),
    "cut-off": Reason(
        "ファイルが途中で切れました。自動でやり直します。",
        "The file was cut off on the way. It is fetched again.",
        is_final=False,
    ),
    "busy": Reason(
        "配信元が混んでいます。間をあけて自動でやり直します。",
        "The site is busy. It is tried again after a while.",
        is_final=False,
    ),
    "host-paused": Reason(
        "配信元を休ませています。自動でやり直します。",
        "The site is left alone for a while. It is tried again.",
        is_final=False,
    ),
    "source-status": Reason(
        "配信元が誤りを返しました。自動でやり直します。",
        "The site answered with an error. It is tried again.",
        is_final=False,
    ),
    "too-many-redirects": Reason(
        "転送が続いて、ファイルに届きません。最終のURLを登録してください。",
        "Redirects never end. Give the final address of the file.",
    ),
    "unknown-encoding": Reason(
        "配信元が知らない圧縮で送ってきます。配信元の管理者に知らせてください。",
        "The site sends the file packed in an unknown way. Tell its owner.",
    ),
    "too-large": Reason(
        "上限を超えています。分割するか、運営者に相談してください。",
        "It is above the limit. Split it or ask the operator.",
    ),
    "zip-bomb": Reason(
        "展開すると大きすぎます。分割するか、運営者に相談してください。",
        "Unpacked it would be too large. Split it or ask the operator.",
    ),
    "personal-data": Reason(
        "個人情報かもしれない値があります。公開してよいか確認してください。",
        "Some values may be personal data. A person must decide whether to publish them.",
    ),
    "worker-lost": Reason(
        "処理が止まったため、自動でやり直します。",
        "The process stopped. It is tried again by itself.",
        is_final=False,
    ),
    "storage": Reason(
        "保存できませんでした。空き容量を確かめてください。自動でやり直します。",
        "It could not be stored. Check the free space. It is tried again.",
        is_final=False,
    ),
}
MOST_TRIES = 20


def reason(code: str, told: Text | None = None) -> Text:
    """The sentence of a code; for codes of the reader the one that the reader told."""
    known = REASONS.get(code)
    if known:
        return known.text
    return told or Text(ja=f"表にできませんでした（{code}）。", en=f"No table was made ({code}).")


def is_final(code: str) -> bool:
    """Whether the same bytes will fail again; codes of the reader all do."""
    known = REASONS.get(code)
    return known.is_final if known else code != "unforeseen"
