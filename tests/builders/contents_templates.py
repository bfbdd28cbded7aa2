"""Word templates with a contents list over several pages."""

from __future__ import annotations

from builders.docx_specimens import W

INSTRUCTION = ' TOC \\o "1-2" \\h \\z \\u '

FIELD = (
    f'<w:sdt xmlns:w="{W}"><w:sdtPr/><w:sdtContent>'
    "<w:p><w:r><w:t>目录</w:t></w:r></w:p>"
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    f'<w:r><w:instrText xml:space="preserve">{INSTRUCTION}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    "<w:r><w:t>{{{{ 旧 }}}} 旧目录</w:t></w:r>{first_end}</w:p>{rest}</w:sdtContent></w:sdt>"
)

END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'

SPREAD = FIELD.format(first_end="", rest=f"<w:p><w:r><w:t>旧二</w:t></w:r></w:p><w:p>{END}</w:p>")
