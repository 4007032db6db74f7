# Sourced: names the commit that is checked out, for the head of a log.
commit=$(git rev-parse HEAD 2>/dev/null || echo none)
if [ "$commit" != none ] && [ -n "$(git status --porcelain)" ]; then
  commit+=" and changes"
fi
echo "commit $commit"
