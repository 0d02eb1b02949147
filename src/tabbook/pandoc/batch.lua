-- Jobs in as a line of JSON on standard input, their results out as another, until the input ends: one pandoc for many
-- texts, a refused one harms no other.
-- A job is {kind = "parse" | "write" | "cite", text, format, bibliography, style}.

local function references_of(file)
  local handle = assert(io.open(file, "r"))
  local text = handle:read("a")
  handle:close()
  return pandoc.read(text, "bibtex").meta.references
end

local kinds = {}

function kinds.parse(job)
  return pandoc.write(pandoc.read(job.text, job.format), "json")
end

function kinds.write(job)
  local options = pandoc.WriterOptions({ wrap_text = "none", html_math_method = "mathml" })
  return pandoc.write(pandoc.read(job.text, "json"), job.format, options)
end

function kinds.keys(job)
  local keys = {}
  for index, reference in ipairs(references_of(job.bibliography)) do
    keys[index] = pandoc.utils.stringify(reference.id)
  end
  return pandoc.json.encode(keys)
end

function kinds.cite(job)
  local document = pandoc.read(job.text, "markdown-smart")
  document.meta.references = references_of(job.bibliography)
  document.meta.csl = job.style
  document.meta["link-citations"] = true
  return pandoc.write(pandoc.utils.citeproc(document), "json")
end

for line in io.lines() do
  local results = {}
  for index, job in ipairs(pandoc.json.decode(line, false)) do
    local is_done, result = pcall(kinds[job.kind], job)
    results[index] = { is_done = is_done, result = tostring(result) }
  end
  io.write(pandoc.json.encode(results), "\n")
  io.flush()
end
